"""Social audit: plans, samples, inspections, findings, anomalies, evidence."""
