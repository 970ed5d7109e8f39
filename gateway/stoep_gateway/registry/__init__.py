"""The devices of this gateway: who may speak, with what secret, at which place."""
