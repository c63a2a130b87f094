"""Articles into an open library from the page: uploads, links and folders, worked on by threads of the server."""
