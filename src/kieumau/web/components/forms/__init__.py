"""Forms as pages show them: what was typed, and beside each field what is wrong about it."""
