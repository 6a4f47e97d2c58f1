"""The machine: files, processes, the build's memory, Git, installed packages."""
