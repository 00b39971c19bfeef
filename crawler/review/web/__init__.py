"""The review application's pages and JSON API: FastAPI, Jinja2 and htmx, working without JavaScript as well."""
