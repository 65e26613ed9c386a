"""Reports as Parquet datasets: `reports`, `sections`, `cells`, `claims`, `findings`."""
