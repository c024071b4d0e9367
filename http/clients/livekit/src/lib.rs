//! LiveKit: media tokens and the room service.
