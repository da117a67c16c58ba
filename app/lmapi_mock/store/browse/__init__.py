"""Reading and changing rows one by one and page by page (`/__admin/tables`)."""
