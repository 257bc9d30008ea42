"""What one person wants and a second one decides: the queue of approvals."""
