/// Measurements. Not part of the tests: figures depend on the machine, so compare only within one run.
package sley.bench;
