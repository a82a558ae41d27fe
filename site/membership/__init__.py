"""认领单位: how a person comes to act for an organisation, and who looks after its handlers."""
