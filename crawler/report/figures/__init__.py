"""The figures, one module each: a plain function from what was gathered to a finding and its drawing."""
