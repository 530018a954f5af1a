"""Monthly aid for people treated for tuberculosis as outpatients."""
