"""Appeals and complaints, decided by somebody else."""
