"""Training the model: data to batches, the loop, export. Needs the ``train`` extra."""
