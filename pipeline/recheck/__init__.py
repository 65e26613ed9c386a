"""All rules applied again to what datasets hold, those across years and agencies included."""
