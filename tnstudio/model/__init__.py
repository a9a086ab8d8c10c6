"""What users design, train and load onto chips: frozen values, NumPy only."""
