"""Work shared among processes of this machine or a cluster."""
