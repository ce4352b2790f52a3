"""What every page needs: context, cookies, access, security headers, response cache, static files, the adapter."""
