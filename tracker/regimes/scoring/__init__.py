"""考评: points that follow from what stands in the history. Off until an office turns it on."""
