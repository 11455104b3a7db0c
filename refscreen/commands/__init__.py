"""The commands, one module for those that belong together: options in, one call, the result shown."""
