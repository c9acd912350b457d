"""The few array operations that joint fits need: by numpy, or by torch on a device."""
