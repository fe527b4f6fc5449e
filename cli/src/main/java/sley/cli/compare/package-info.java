/// `sley compare`: runs a program under several thread models, each run in a fresh process, and compares what it prints and what it costs. Start at [Comparison].
/// Invariant: what is measured is in records ([Comparison], [Way], [Run]); text, JSON and page are made of them.
package sley.cli.compare;
