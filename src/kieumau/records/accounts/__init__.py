"""Who signs in, which role he holds for which unit and which days, and what that lets him do."""
