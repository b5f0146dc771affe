"""RQ workers: they carry an id to a pipeline function and nothing more."""
