"""The Hugging Face Hub's answers, read without Scrapy: lists of repositories, their rows, licences and tasks."""
