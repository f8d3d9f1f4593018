"""Who comes in and how: invitations, and second factors that are required."""
