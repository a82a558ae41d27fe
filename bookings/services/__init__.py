"""What is done with places, visits and copies: each a plain function in the transaction of the step it belongs to."""
