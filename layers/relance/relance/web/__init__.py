"""The pages people work in: thin routes over the same use cases as the API, in HTML."""
