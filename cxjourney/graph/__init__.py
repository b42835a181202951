"""The map as a graph: networkx in both directions, and the absorbing chain of its moves."""
