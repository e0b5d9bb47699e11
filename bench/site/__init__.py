"""The whole content as a site to read, for a lawyer: answers, sources, facts, rules, terms, calendar."""
