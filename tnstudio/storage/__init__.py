"""The project file: one HDF5 file, readable in any HDF5 viewer."""
