/// Pages that open without a network: one file with its style, its script and its data. Start at [Page].
package sley.cli.page;
