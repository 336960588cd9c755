"""Many documents: a run that can be killed at any moment, started again, and whose counts add up.

``run`` is the whole of it; ``sources`` finds documents, ``pool`` and ``worker`` extract them in processes
that can be killed, ``state`` keeps what is done, ``parts`` writes it out, ``report`` tells what happened.
"""
