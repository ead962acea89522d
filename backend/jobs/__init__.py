"""Background work on PostgreSQL; knows no business."""
