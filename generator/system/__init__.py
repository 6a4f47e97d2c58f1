"""The machine: files, worker processes, the state of builds, Git and installed packages."""
