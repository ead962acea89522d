"""Reports as files: PDF, Excel, CSV and JSON, each written by a process of its own from what a report keeps."""
