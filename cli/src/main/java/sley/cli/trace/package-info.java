/// Writes recorded timelines as trace-event JSON and as a page.
package sley.cli.trace;
