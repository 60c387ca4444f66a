"""What there is to say in every language, what a language lacks, and the way in for whoever corrects it."""
