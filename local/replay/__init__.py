"""A back-test: a plan played day by day on a past ledger, through the product's own use cases."""
