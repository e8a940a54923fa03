// Losses
