"""Loading the code lists (data/codes) and the project's records (data/smarty)."""
