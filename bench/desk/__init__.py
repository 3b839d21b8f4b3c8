"""The desk under load: simulated examiners against `fullcount serve`, and what the database says then."""
