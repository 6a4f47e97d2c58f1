"""The machine: files, processes, the state of builds, Git and installed packages."""
