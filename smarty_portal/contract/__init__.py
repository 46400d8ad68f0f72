"""What the API promises: its OpenAPI document, with meanings and examples, and its pages."""
