"""Papers: Chinese text, forms and codes as PDF. It is fed plain data and knows nothing of cases."""
