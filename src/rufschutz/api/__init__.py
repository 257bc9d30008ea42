"""The interface for machines: JSON over HTTP under /api/v1/, opened by API keys and by nothing else."""
