"""The journey map in the field's words, as frozen Pydantic models."""
