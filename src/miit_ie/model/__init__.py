"""The trained model: tokens, windows, network, decoding, runtime."""
