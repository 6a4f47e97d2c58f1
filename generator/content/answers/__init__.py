"""The dialect: an encoded answer to safe HTML, with marks for the addresses of links that pages fill in."""
