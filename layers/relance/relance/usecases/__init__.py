"""What Relance does, one verb a module. Each package knows only those below it:

importing | plans | replies     files taken in; plans written and published; replies received and answered
sending                         messages that leave, by themselves or by hand, and what became of them
customers                       what people do with customers, their invoices and to-dos
organization                    settings, members, API keys, sender domains
deciding                        an account changed and decided in one transaction; simulation; "why?"
ports                           what all of these need of the world
"""
