"""Courses and sections: policies, enrolment, invitations, roster."""
