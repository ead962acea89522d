"""What the customer fixed: the chain of migrations, the tables, the walk-through."""
